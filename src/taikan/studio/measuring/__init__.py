"""Getting a recording: which test next, filming in the browser or with a phone, sending the clip."""
