story "Only for a moment" of dreams

beat 1 "The latch"
    dream_of_return(Ylva, Henrik)
    expect Ylva believes near(Ylva, Henrik)
    expect at(Henrik) == sea
    expect not Lodger believes at(Henrik) == room          # a dream is the dreamer's alone

beat 2 "She wakes"
    wake(Ylva) because company
    expect Ylva believes at(Henrik) == ?                   # what she believed before has come back
    expect hope(Ylva) == 2                                 # what the dream did to her heart has stayed
