story "Round by the mill" of contests

beat 1 "The rope"
    shake_hands(Jonas, Pieter) because trade                # both have to want it, and both think that they will win
    expect bound(Jonas, Pieter) and bound(Pieter, Jonas)
    fight(Jonas, Pieter)       because trade                # one who has agreed needs no new reason
    turns out 2
    expect beaten(Jonas, Pieter)

beat 2 "The hat"
    take_berth(Pieter, Jonas)  because trade                # and Jonas keeps his word
    expect status(give_way, Jonas, Pieter) == kept
