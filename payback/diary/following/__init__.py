"""The diary follows the opening times: what would move, stay, end or be added, asked first.

A pattern's sessions are paired with the days that it asks for now (`pairing`); each pair becomes a
step (`steps`) that is in nobody's way (`settling`). A page shows the steps (`preview`) and, once
they are confirmed, they are carried out (`carrying_out`).
"""
