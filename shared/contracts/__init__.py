"""What one service may know of another: events, arguments, answers, errors and indicators."""
