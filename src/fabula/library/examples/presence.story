story "Behind the curtain" of presence

beat 1 "Steps"
    hide(Mina)                          because safety
    go(Aunt, study)                     because watch
    expect Mina believes at(Aunt) == study
    expect not Aunt believes at(Mina) == study
    expect Mina believes (Aunt believes alone(Aunt))

beat 2 "The letter"
    read_on(Mina)                       because letter
    expect hidden(Mina)
    expect not Aunt believes read_letter(Mina)

beat 3 "Hiding takes attention"
    wander(Mina)                        # a slip: nobody's choice
    happens sees(Aunt, Mina)
    expect Aunt believes at(Mina) == study
    expect Mina believes hidden(Mina)   # she has not noticed the slip
    expect Mina believes (Aunt believes alone(Aunt))

beat 4 "Nobody hides from Aunt Odile"
    call_out(Aunt, Mina)                because pride
    expect Mina believes (Aunt believes at(Mina) == study)
