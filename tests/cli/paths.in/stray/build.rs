{ let x = 1; }
