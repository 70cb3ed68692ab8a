"""What a coordinator asks of a rota: this booking, what if, what would place somebody."""
