"""Answers in words and pictures: for each question a file with ``lines`` and ``figure``."""
