"""Step 8: managing the contract. Reviews, ratings, shortfalls, pledges and the ledger."""
