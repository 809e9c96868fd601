story "Good night" of the-camp

beat 1 "A voice"
    call_out
    expect trust == 1

beat 2 "Too close"
    keep_close
    turns out 1
    expect scene == caught

beat 3 "Room for two"
    tell_the_truth
    expect scene == fireside
