story "Chapter one" of the-till
go(Ann, home)
beat 1
rest(Ann)
story "Chapter two" of the-till
