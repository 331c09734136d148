"""The proofs, and the proofs of the proofs: broken samples, mutants, sabotage."""
