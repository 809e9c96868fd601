"""How a state with beliefs without end is kept in a few dozen bytes, and kept once.

A state is the value of every fluent and, for each character, the state that he or she believes to be the case: which is
again a state, without end. That it never ends makes no trouble, for it repeats. Whoever is right about everything
believes the state itself, and everybody believes that he or she believes what he or she believes. So a state is a node
of a graph whose edges are minds, and the graph is finite. Two nodes are *the same state* if they look the same however
far one walks, along whatever minds: their values are the same, and what they lead to is the same (bisimilarity). Each
state is kept once, so the same state has the same number, and comparing two worlds with everything that anybody
believes in them is comparing two numbers.

**Values are packed** (`fabula.state.packing`). A fluent has a table of its values, `at(Ann)`: home, street, `?`, and a
value is its place in the table. So `at(Ann)` takes 2 bits, and fields are put side by side into 64-bit words. A row of
such words is a *value vector*. It too is kept once, since many states differ only in what is believed.

**A state is a record** (`fabula.state.pool`) of 32-bit numbers: its value vector, and for each mind the number of a
state. A mind that is the state itself is written as the state's own number; an empty waking or knowing mind as 0.

    number   vector   Ann   Tom
      100      7      100   101     Ann is right about everything; Tom is not, he believes 101
      101      9      101   101     in which Ann and Tom think alike: nobody knows of Tom's mistake but Ann,
                                    for in 100, which she believes, it is 101 that Tom believes

Nothing is cut off at any depth, and nothing is written twice. On the `fantasy` problem 1.02 records are kept for each
state that a story can reach (the others were steps on the way), where cutting off at depth k takes one for each depth.

**Keeping a state once.** A new world is first a *draft*, a node with a number below `DRAFTS` in the same tables, so
that whatever reads states reads drafts. Which state is it?

* If its minds are states, or itself (almost always), then either it is the same as one of its minds, or there is a
  state with an equal record, or it is new. The first is seen at a glance: the draft n is its mind o if they have the
  same values and agree in every mind, where n's `n` counts as o's `o` and n's `o` as o's `o`. The second is one look
  into a hash table, in which a record's own number is hashed as `SELF`. (`Pool.keep_one`)
* If drafts refer to each other, they are sorted into classes, by values and then by the classes of their minds, until
  nothing splits. Mostly what is left refers to itself only, and the first case applies. (`fabula.state.rings`)
* What still refers to each other is a *ring*: Ann and Tom know of each other that they do not agree. It is looked up
  by a hash of its shape, as seen from one of its nodes.

**A worked size.** `fantasy` has 32 fluents and 4 characters. 13 fluents have a few values each and take 1 to 3 bits,
19 are numbers without bounds; all together two or three words. A record is 5 numbers: 20 bytes. Its slot in the hash
table is 8 bytes, 11 to 16 with the empty slots. A value vector is 24 bytes, its slot, and 14 bytes for what the kernel
knows of it (which events and triggers its values allow), shared by several states. With the reserve into which tables
grow, an eighth at most, and the kernel's cache, that makes 52 to 56 bytes for each state, be they 400,000 or 1,600,000.
(Measured by `Core.size`; `tests/kernel` holds it below 64.)

What a step costs does not depend on how many states there are, but for the memory's own slowness: there is one look
into the table of vectors, one into that of states, and one into the cache for each mind that takes the step in. What
can happen in a state, and which triggers could, is found once for its vector, not for each state that shares it.
"""
