"""The diary follows the opening times: what would move, stay, end or be added, asked first.

A pattern's sessions are paired with the days that it asks for now (`pairing`); each pair becomes a
step (`steps`), which a page shows (`preview`) and, once it is confirmed, carries out
(`carrying_out`).
"""
