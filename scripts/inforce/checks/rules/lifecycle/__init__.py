"""Rules on policies that go, and on what an edit does to the record that its author may not expect."""
