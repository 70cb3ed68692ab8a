"""Publishing a rota: whether it still fits, what it lacks, the diary brought in line, the mail."""
