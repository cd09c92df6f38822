"""Files in order -> policies: the rules of time, and the texts and addresses that come of them."""
