story "Round by the mill" of contests

beat 1 "They shake hands"
    shake_hands(Jonas, Pieter)          because trade
    expect bound(Jonas, Pieter) and bound(Pieter, Jonas)

beat 2 "The rope"
    fight(Jonas, Pieter)                because trade       # one who has agreed needs no new reason
    turns out 2
    expect beaten(Jonas, Pieter)

beat 3 "The hat"
    take_berth(Pieter, Jonas)           because trade       # and Jonas keeps his word
    expect status(give_way, Jonas, Pieter) == kept
