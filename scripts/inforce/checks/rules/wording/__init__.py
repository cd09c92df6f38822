"""Rules on the words of a text: whether it is finished, can be read by everyone, and agrees with itself."""
