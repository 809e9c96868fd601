story "The violin case" of likeness

beat 1 "A glimpse"
    glimpse(Nadia, player, Anton)       # fate: it happens to her
    expect Nadia believes who(player) == Anton
    expect Nadia believes at(Anton) == platform
    expect at(Anton) == abroad

beat 2 "After him"
    follow(Nadia, player)     because brother
    expect Nadia believes near(Nadia, Anton)
    expect Emil believes near(Nadia, Emil)                 # in his world it is he who was run after
    expect not Nadia believes near(Nadia, Emil)

beat 3 "The face"
    turn_round(Nadia, player) because brother
    happens sees_the_face(Nadia, player)
    expect Nadia believes who(player) == Emil
    expect Nadia believes at(Anton) == ?
    expect Nadia believes slighted(Emil, Nadia)            # whom she turned round is who he is, in her mind too

beat 4 "Excuse me"
    apologise(Nadia, Emil)    because manners
    expect not slighted(Emil, Nadia)
