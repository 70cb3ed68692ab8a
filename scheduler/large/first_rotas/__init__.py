"""What makes a first rota: most urgent first, rounding the relaxation, keeping what was announced.

`greedy` goes by urgency alone; `dive` rounds the relaxation to supervisors' days and `people_lp`
then places people by a linear programme; `announced` staffs a published rota anew. A rota that is
there already is bettered elsewhere (`improvement`).
"""
