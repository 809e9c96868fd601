story "The wager" of the-camp

beat 1 "After him"
    follow
    expect trust == 0

beat 2 "A fire in the hollow"
    stay_back
    turns out 2
    expect scene == camp

beat 3 "Until the sky is grey"
    creep_up
    turns out 2
    speak
    expect scene == caught

beat 4 "The wager"
    take_the_wager
    turns out 1
    expect scene == victory
