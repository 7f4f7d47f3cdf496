"""Answers: questionnaires, their scores, and the safety gate. Pure: answers and dates in, records out."""
