"""What a document is and which rules it keeps, without storage or HTTP."""
