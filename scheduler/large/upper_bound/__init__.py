"""What lowers the bound: Lagrangian relaxation (Geoffrion 1974; Fisher 1981).

`dual` is the bound that any prices prove, from the best weeks of people (`person_weeks`) and of
supervisors (`supervisor_weeks`) and the best plans of projects that run out (`project_work`);
`subgradient` searches for prices that prove a low one. Nothing here makes or changes a rota.
"""
