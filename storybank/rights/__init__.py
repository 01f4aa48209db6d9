"""What tellers may ask of us, and what we owe them: taking back, copies, complaints, disposal."""
