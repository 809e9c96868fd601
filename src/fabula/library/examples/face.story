story "Four bars" of face

beat 1 "Back at him"
    answer_back(Dora, Conrad) because pride
    expect sore(Dora, Conrad) == 1

beat 2 "A friend is insulted"
    insult(Conrad, Dora, Eli) because pride
    expect sore(Conrad, Dora) == 1
    expect slighted(Dora, Conrad) and sore_over(Dora) == Eli

beat 3 "Into the score"
    mutter(Dora, Conrad)      because pride
    expect not slighted(Dora, Conrad)
    expect Eli believes not slighted(Dora, Conrad)         # sharp ears
    expect Conrad believes slighted(Dora, Conrad)          # near and awake, but he has not heard it

beat 4 "Half past nine"
    apologise(Dora, Conrad)   because concert
    expect not slighted(Conrad, Dora)
