"""Rules on dates: text and date that change apart, dates in the past, notice that is too short, dates that are far away."""
