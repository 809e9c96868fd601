story "The loud way" of the-heist

beat 1 "The same beginning"
    sleep(Guard)
    go(Vera, office)
    ask(Vera, Curator, code)
    answer(Curator, Vera, code)
    hide(Vera)
    go(Vera, hall)
    take_picture(Vera)

beat 2 "She admires it a moment too long"
    wander(Vera)
    happens stirs(Guard, Vera)
    expect Vera believes hidden(Vera)
    expect Vera believes (Guard believes alone(Guard))

beat 3 "The lamp goes on"
    wake(Guard)                  because duty
    happens catches_in_the_act(Guard, Vera)
    call_out(Guard, Vera)        because duty
    seize(Guard, Vera)           because duty
    expect Vera believes slighted(Guard, Vera)

beat 4 "She gives it up"
    give_up_picture(Vera, Guard) because freedom
    release(Guard, Vera)         because free_hands
