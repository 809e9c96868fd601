story "Night" of storm

beat 3
    Finn puts out the lamp
    hide(Finn) because of brandy
