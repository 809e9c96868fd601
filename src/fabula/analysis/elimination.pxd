cimport cython

@cython.locals(count=Py_ssize_t, begin=Py_ssize_t, end=Py_ssize_t, columns=Py_ssize_t, i=Py_ssize_t,
               j=Py_ssize_t, e=Py_ssize_t, k=Py_ssize_t, a=Py_ssize_t, b=Py_ssize_t, rest=double, p=double, looped=bint)
cpdef Py_ssize_t pull(const long long[::1] first, const int[::1] to, const double[::1] probability,
                      const long long[::1] part_first, const int[::1] order, const int[::1] label,
                      const unsigned char[::1] bottom, double[:, ::1] x, int[::1] place, double[:, ::1] block,
                      double[:, ::1] side, double[::1] out, Py_ssize_t c) except -1

@cython.locals(count=Py_ssize_t, begin=Py_ssize_t, end=Py_ssize_t, i=Py_ssize_t, j=Py_ssize_t,
               a=Py_ssize_t, b=Py_ssize_t, e=Py_ssize_t, rest=double, visits=double)
cpdef Py_ssize_t push(const long long[::1] first, const int[::1] to, const double[::1] probability,
                      const long long[::1] part_first, const int[::1] order, const int[::1] label,
                      const unsigned char[::1] bottom, double[::1] x, int[::1] place, double[:, ::1] block,
                      double[::1] out, Py_ssize_t c) except -2

@cython.locals(s=Py_ssize_t, a=Py_ssize_t, b=Py_ssize_t, j=Py_ssize_t, e=Py_ssize_t, i=Py_ssize_t)
cdef _fill(const long long[::1] first, const int[::1] to, const double[::1] probability, const int[::1] order,
           const int[::1] label, Py_ssize_t begin, Py_ssize_t end, int[::1] place, double[:, ::1] block,
           double[::1] out)

@cython.locals(m=Py_ssize_t, i=Py_ssize_t, j=Py_ssize_t, k=Py_ssize_t, d=double, f=double)
cdef _reduce(double[:, ::1] block, double[:, ::1] side, double[::1] out, Py_ssize_t s, Py_ssize_t columns)

@cython.locals(c=Py_ssize_t, count=Py_ssize_t, columns=Py_ssize_t, begin=Py_ssize_t, a=Py_ssize_t, i=Py_ssize_t,
               j=Py_ssize_t, e=Py_ssize_t, k=Py_ssize_t)
cpdef spread(const long long[::1] first, const int[::1] to, const long long[::1] part_first, const int[::1] order,
             const unsigned char[::1] bottom, unsigned char[:, ::1] marks, unsigned char[::1] row)

@cython.locals(n=Py_ssize_t, columns=Py_ssize_t, a=Py_ssize_t, i=Py_ssize_t, e=Py_ssize_t, k=Py_ssize_t, p=double,
               value=double, change=double, most=double)
cpdef double sweep(const int[::1] first, const int[::1] to, const double[::1] weight, const double[::1] leave,
                   const double[:, ::1] given, double[:, ::1] x, bint backwards, double[::1] row) except -1

@cython.locals(n=Py_ssize_t, columns=Py_ssize_t, i=Py_ssize_t, e=Py_ssize_t, k=Py_ssize_t, p=double, most=double,
               size=double)
cpdef residual(const long long[::1] first, const int[::1] to, const double[::1] probability,
               const unsigned char[::1] fixed, const double[:, ::1] x, double[::1] row, double[::1] worst)
