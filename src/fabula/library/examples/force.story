story "Eleven plums" of force

beat 1 "Caught"
    seize(Bruno, Kit)   because right
    expect held_by(Kit) == Bruno
    expect not free(Kit) and not free(Bruno)               # who holds somebody is not free either
    expect not Sister believes held_by(Kit) == Bruno

beat 2 "He takes it back"
    yield(Kit, Bruno)   because freedom
    expect Kit believes sore(Bruno, Kit) == 0

beat 3 "Let go"
    release(Bruno, Kit) because free_hands
    go(Kit, lane)       because freedom
    expect Sister believes at(Kit) == lane
