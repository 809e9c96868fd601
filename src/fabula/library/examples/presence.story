story "Furniture" of presence

beat 1 "In the corridor"
    hide(Mina)                  because safety
    expect hidden(Mina)
    expect Grandmother believes hidden(Mina)               # she is keen: she has watched it
    expect Mina believes (Grandmother believes at(Mina) == ?)
    go(Mina, study)             because letter
    expect near(Mina, Aunt)
    expect not Aunt believes near(Mina, Aunt)
    expect Mina believes (Aunt believes alone(Aunt))

beat 2 "The letter"
    read_letter(Mina)           because letter
    expect not Aunt believes has_read(Mina)

beat 3 "Hiding takes attention"
    wander(Mina)                        # a slip: nobody's choice
    happens sees(Aunt, Mina)
    expect Aunt believes at(Mina) == study
    expect Mina believes hidden(Mina)                      # she has not noticed the slip
    expect Mina believes (Aunt believes alone(Aunt))

beat 4 "Out again"
    go(Mina, corridor)          because letter
    call_out(Grandmother, Mina) because pride
    expect Mina believes (Grandmother believes at(Mina) == corridor)
