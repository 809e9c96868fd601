story "Three spoonfuls" of secrets

beat 1 "She asks"
    ask(Ines, Rui, chair)     because truth
    expect asked(Rui) == chair
    expect engaged(Rui)                                    # a question holds whoever is asked
    expect not Alda believes asked(Rui) == chair           # out of hearing

beat 2 "He would rather not"
    refuse(Rui, Ines, chair)  because peace
    expect Ines believes private(chair)

beat 3 "Again"
    ask(Ines, Rui, chair)     because truth
    expect pressed(Rui) == 2                               # it presses harder when it comes again

beat 4 "One half"
    confess(Rui, Ines, chair) because peace
    expect knows(Ines, chair) == 1
    expect not knows(Ines, chair) == layers(chair)

beat 5 "Where"
    ask(Ines, Rui, chair)     because truth

beat 6 "The other half"
    confess(Rui, Ines, chair) because peace
    expect Rui believes knows(Ines, chair) == 2
    expect Alda believes knows(Ines, chair) == 0
