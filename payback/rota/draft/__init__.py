"""A rota as it is read: its board, why it places somebody, what it leaves out."""
