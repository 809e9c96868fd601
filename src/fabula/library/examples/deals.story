story "One more" of deals

beat 1 "Full"
    send_away(Mara, Dov)     because quiet
    expect ordered_off(Dov, Mara)
    expect not Guest believes ordered_off(Dov, Mara)       # near, but asleep

beat 2 "A promise"
    promise(Dov, Mara, wood) because warmth
    expect plea(Dov) == Mara
    expect status(wood, Dov, Mara) == offered

beat 3 "It is granted"
    grant(Mara, Dov)         because fire
    expect leave(Dov, Mara)
    expect Dov believes Mara believes status(wood, Dov, Mara) == in_force

beat 4 "It is kept"
    chop(Dov, Mara)
    expect status(wood, Dov, Mara) == kept
