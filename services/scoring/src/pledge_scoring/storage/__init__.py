"""All SQL of the scoring service: copies of documents, scores, their history and feed."""
