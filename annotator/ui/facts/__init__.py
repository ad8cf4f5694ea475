"""What is known of articles: shown after they came in, corrected until the first label."""
