story "A quiet afternoon" of biscuit

beat 1 "A crime"
    expect eater == ?
    eat(Tom)        because hunger never because peace
    expect not Ann believes eater == Tom
beat 2 "A lie"
    blame(Tom, Ann) because peace
    expect Ann believes eater == dog
