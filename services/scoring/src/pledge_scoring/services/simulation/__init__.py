"""What if: reading the state asked about, assuming, scoring, answering; nothing is stored."""
