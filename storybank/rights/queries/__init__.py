"""Reading what was taken back, what is kept how long, copies and complaints."""
