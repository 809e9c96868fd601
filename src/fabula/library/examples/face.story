story "Four bars" of face

beat 1 "Into the score"
    mutter(Dora, Conrad)                because pride
    expect sore(Dora, Conrad) == 1
    expect Eli believes sore(Dora, Conrad) == 1            # sharp ears
    expect Conrad believes sore(Dora, Conrad) == 2         # near and awake, but he has not heard it

beat 2 "Aloud"
    insult(Dora, Conrad, Eli)           because pride
    expect not slighted(Dora, Conrad)
    expect slighted(Conrad, Dora)
    expect sore_over(Conrad) == Eli                        # a friend is insulted with him

beat 3 "The conductor"
    answer_back(Conrad, Dora)           because pride
    expect not slighted(Conrad, Dora)
    expect Conrad believes slighted(Dora, Conrad)          # of her muttering he knows nothing

beat 4 "The door"
    apologise(Conrad, Dora)             because concert
