cimport cython

@cython.locals(n=Py_ssize_t, root=Py_ssize_t, i=Py_ssize_t, j=Py_ssize_t, e=Py_ssize_t, depth=Py_ssize_t,
               top=Py_ssize_t, done=Py_ssize_t, met=int, count=int, lowest=int)
cpdef Py_ssize_t label_components(const long long[::1] first, const int[::1] to, int[::1] label, int[::1] order,
                                  int[::1] low, int[::1] path, int[::1] waiting, long long[::1] next_edge) except -1

@cython.locals(i=Py_ssize_t, j=Py_ssize_t, e=Py_ssize_t, top=Py_ssize_t)
cpdef mark_reachable(const long long[::1] first, const int[::1] to, unsigned char[::1] seen, int[::1] waiting,
                     Py_ssize_t top)
