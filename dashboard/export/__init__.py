"""What leaves the screen: one evaluation in, bytes out. Knows no Streamlit."""
