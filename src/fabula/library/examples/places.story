story "An evening off" of places

beat 1 "Past the stove"
    go(Liv, landing) because dancing
    expect Ferryman believes at(Liv) == landing            # she came where he is
    expect Grandfather believes at(Liv) == farm            # he was near, but asleep

beat 2 "Across"
    go(Liv, island)  because dancing
    expect Ferryman believes at(Liv) == island             # he saw where she went
    expect Liv believes Ferryman believes at(Liv) == island
    expect Grandfather believes at(Liv) == farm
    expect alone(Liv)
