story "No bread" of pursuit

beat 1 "A shadow"
    hide(Wen)        because unseen
    follow(Wen, Tao) because knowing
    expect near(Wen, Tao)
    expect Tao believes at(Wen) == home                    # he has not seen her come
    expect Wen believes Tao believes at(Wen) == home

beat 2 "Towards the water"
    go(Tao, quay)    because boats
    expect Wen believes at(Tao) == quay                    # she saw where he went

beat 3 "The quay"
    follow(Wen, Tao) because knowing
    expect Tao believes alone(Tao)
