"""Rules on references to numbered sections: those that the text does not have, and those that are others than before."""
