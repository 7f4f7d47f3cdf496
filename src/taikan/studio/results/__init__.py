"""What a recording says: the result page, curves, how a number came about, before and after, points set by hand."""
