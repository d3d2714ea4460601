"""Sets of instances, run side by side with the peers, checked and written up."""
