"""The blocks of rows of a programme, a file for each rule, named as in `scheduler/rules`.

Each adds its rows, and the variables that only it needs, to a draft:

- H3 `one_a_day`; H4 `weekly_limit`, with the worth of work;
- H5 `wasted_bookings`, or `cut_bookings` where nothing may be said too strictly;
- H7 `keeping_apart`; H8 `lone_woman`; H9 `numbers`; H10 `places`;
- H11 `limited_work`, or `last_session` where nothing may be said too strictly;
- H12 `supervision`; H13 `standing`.

H1, H2 and H6 are kept by the pairs there are. The order of blocks is that of rows and variables,
on which the solver's path depends: it is in `neighbourhood` and `whole_problem`.
"""
