story "The number of the lock" of the-heist       # sampled
beat 1
    follow(Vera, Curator)
    ask(Vera, Curator, code)
    answer(Curator, Vera, code)
    follow(Vera, Guard)
    take_picture(Vera)
    seize(Guard, Vera)
