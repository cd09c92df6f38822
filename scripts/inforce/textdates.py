"""The former name of `text.stated_dates`, which others import."""

from inforce.text.stated_dates import find

__all__ = ["find"]
