"""Smoothing and derivatives for kinematics: the filters of ``taikan.pose.filters``, which pose cleaning uses too."""

from taikan.pose.filters import butterworth, by_stretch, differentiate, fill_short_gaps, is_even, median_filter, runs

__all__ = ["butterworth", "by_stretch", "differentiate", "fill_short_gaps", "is_even", "median_filter", "runs"]
