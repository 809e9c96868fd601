story "Over here" of speech

beat 1 "He calls"
    call(Pelle, Hanne)          because reunion
    expect Hanne believes at(Pelle) == jetty               # a road's length away
    expect Father believes at(Pelle) == ?                  # near, but asleep
    expect Keeper believes at(Pelle) == ?                  # two roads away

beat 2 "She comes"
    go(Hanne, jetty)            because shore
    expect Pelle believes near(Pelle, Hanne)
    expect Father believes at(Hanne) == reeds

beat 3 "Under his breath"
    whisper(Pelle, Hanne, ring) because heart
    expect Hanne believes mentioned(ring)
    expect not Father believes mentioned(ring)
